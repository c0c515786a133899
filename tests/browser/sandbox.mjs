// SPDX-License-Identifier: Apache-2.0
// One sandbox of our own on free ports, with a data directory that goes away with it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ready_within_ms = 20_000;
const ended_within_ms = 5_000;

const built = fileURLToPath(new URL('../../build/release/guichet', import.meta.url));

/// The JSON line that says where the sandbox is reached. Refuses when the program ends or takes too long.
function ready_line(child) {
  return new Promise((resolve, reject) => {
    let complaints = '';
    const give_up = () => reject(new Error(`the sandbox was not ready in time: ${complaints}`));
    const late = setTimeout(give_up, ready_within_ms);
    child.stderr.on('data', (bytes) => { complaints += bytes; });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the sandbox ended with ${code}: ${complaints}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      clearTimeout(late);
      resolve(JSON.parse(line));
    });
  });
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), ended_within_ms);
  await ended;
  clearTimeout(late);
}

/// Starts `guichet sandbox`: GUICHET_BINARY, or the release build. `web` is the origin that browsers use, `api` the one
/// of TPPs, `data` the directory; `flags` are more of the command's own.
export async function start_sandbox(...flags) {
  const directory = await mkdtemp(join(tmpdir(), 'guichet-browser-'));
  const child = spawn(process.env.GUICHET_BINARY || built,
    ['sandbox', '--data', directory, '--listen', '127.0.0.1:0', '--web', '127.0.0.1:0', ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await end(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const { api, web } = await ready_line(child);
    return { api, web, data: directory, stop, advance: (duration) => advance(web, duration) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/// Moves the sandbox's clock forward by an ISO 8601 duration.
async function advance(web, duration) {
  const answer = await fetch(`${web}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ advance: duration }),
  });
  if (!answer.ok) throw new Error(`the clock did not move: ${answer.status} ${await answer.text()}`);
}
