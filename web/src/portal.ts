// SPDX-License-Identifier: Apache-2.0
// A copy button beside every command. Without this script the commands can still be selected.

for (const block of document.querySelectorAll<HTMLPreElement>('pre[data-copy]')) {
  const command = block.textContent ?? '';
  const frame = document.createElement('div');
  frame.className = 'command';
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  const outcome = document.createElement('span');
  outcome.setAttribute('role', 'status');
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(command).then(
      () => {
        outcome.textContent = 'Copied';
      },
      () => {
        outcome.textContent = 'Select the text to copy it';
      },
    );
  });
  block.replaceWith(frame);
  frame.append(block, button, outcome);
}
