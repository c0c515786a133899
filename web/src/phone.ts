// SPDX-License-Identifier: Apache-2.0
// Looks every other second what arrived on the simulated phone and shows it. Without this script the link "Look again"
// does the same.

const arrived = document.getElementById('arrived');
const waiting = document.getElementById('waiting');
const between_looks = 2000;

/// The first screen, also where it was the answer to a form.
function address(): string {
  const fields = document.querySelector<HTMLFormElement>('form');
  const query = new URLSearchParams();
  for (const name of ['identifier', 'establishment', 'lang']) query.set(name, fields?.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value ?? '');
  return `${location.pathname}?${query}`;
}

/// The button under the finger stays there.
function exchange(old: HTMLElement, anew: HTMLElement): void {
  if (old.innerHTML === anew.innerHTML) return;
  const held = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  old.replaceChildren(...anew.childNodes);
  if (held) document.getElementById(held)?.focus();
}

async function look(where: string, shown: HTMLElement, count: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(where, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now_arrived = page.getElementById('arrived');
    const now_waiting = page.getElementById('waiting');
    if (answer.ok && now_arrived && now_waiting) {
      exchange(shown, now_arrived);
      if (count.textContent !== now_waiting.textContent) count.textContent = now_waiting.textContent;
    }
  } catch {
    // The sandbox may come back; the link is there meanwhile.
  }
  setTimeout(() => void look(where, shown, count), between_looks);
}

if (arrived && waiting) setTimeout(() => void look(address(), arrived, waiting), between_looks);

export {};  // a module: its names are its own
