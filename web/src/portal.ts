// SPDX-License-Identifier: Apache-2.0
// A copy button beside every command. Without this script the commands can still be selected.

for (const block of document.querySelectorAll<HTMLPreElement>('pre[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(block.textContent ?? '').then(
      () => {
        button.textContent = 'Copied';
      },
      () => {
        button.textContent = 'Select the text to copy it';
      },
    );
  });
  block.before(button);
}
