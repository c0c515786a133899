// SPDX-License-Identifier: Apache-2.0
// Looks every other second whether the request on the phone was answered, and goes on by itself.
// Without this script the button does the same.

const form = document.querySelector<HTMLFormElement>('form[data-waits]');
const go_on = form?.querySelector<HTMLButtonElement>('button[value="continue"]');
const between_looks = 2000;

async function look(waiting: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(waiting)) fields.append(name, String(value));
  fields.append('action', 'look');
  try {
    // Not waiting.action: the buttons of this name hide it.
    const answer = await fetch(waiting.getAttribute('action') ?? '', { method: 'POST', body: fields, redirect: 'manual', cache: 'no-store' });
    if (answer.status !== 204) {
      waiting.requestSubmit(button);
      return;
    }
  } catch {
    // The network may come back; the button is there meanwhile.
  }
  setTimeout(() => void look(waiting, button), between_looks);
}

if (form && go_on) setTimeout(() => void look(form, go_on), between_looks);
