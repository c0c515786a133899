// SPDX-License-Identifier: Apache-2.0
// One sandbox of our own on free ports, with a data directory that goes away with it.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ready_within_ms = 60_000;
const ended_within_ms = 15_000;

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

async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), ended_within_ms);
  await ended;
  clearTimeout(late);
}

const port_of = (origin) => origin.slice(origin.lastIndexOf(':') + 1);

/// A running `guichet sandbox`: GUICHET_BINARY, or the release build.
export class Sandbox {
  #child;

  /// `pages`: settings of that section of guichet.toml, as TOML writes them: { password: '"required"' }; `flags`: more
  /// of the command's own.
  static async start({ pages = {}, flags = [] } = {}) {
    const sandbox = new Sandbox();
    sandbox.flags = flags;
    sandbox.data = await mkdtemp(join(tmpdir(), 'guichet-browser-'));
    const lines = Object.entries(pages).map(([key, value]) => `${key} = ${value}\n`);
    try {
      if (lines.length) await writeFile(join(sandbox.data, 'guichet.toml'), `[pages]\n${lines.join('')}`);
      await sandbox.#run('0', '0');
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
    return sandbox;
  }

  async #run(port, web_port) {
    this.#child = spawn(process.env.GUICHET_BINARY || built,
      ['sandbox', '--data', this.data, '--listen', `127.0.0.1:${port}`, '--web', `127.0.0.1:${web_port}`,
        ...this.flags],
      { stdio: ['ignore', 'pipe', 'pipe'] });
    const { web, api } = await ready_line(this.#child);
    this.web = web;
    this.api = api;
    /// The API's door under the name that every program resolves.
    this.tls = `https://localhost:${port_of(api)}`;
  }

  /// The pages of another bank of the group, over TLS.
  host_of(code) {
    return this.api.replace(/www\.\d+\./, `www.${code}.`);
  }

  /// Ends the program, by SIGTERM or as a power cut would, and starts it on the same ports.
  async restart(signal = 'SIGTERM') {
    await end(this.#child, signal);
    await this.#run(port_of(this.api), port_of(this.web));
  }

  /// What `guichet tpp` says to these words; the sample TPP's.
  async tpp(...words) {
    const command = [...words, '--data', this.data];
    const { stdout } = await promisify(execFile)(process.env.GUICHET_BINARY || built, ['tpp', ...command]);
    return stdout;
  }

  async stop() {
    if (this.#child) await end(this.#child, 'SIGTERM');
    await rm(this.data, { recursive: true, force: true });
  }

  async post(path, body) {
    const answer = await fetch(this.web + path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /// Moves the sandbox's clock forward by an ISO 8601 duration.
  advance(duration) {
    return this.post('/_sandbox/clock', { advance: duration });
  }

  /// Enrols a TPP under the seal of the sample one, with a redirect URI of ours.
  async enrol(client_id, name, redirect_uri) {
    const qseal = await this.read('tpp/PSDFR-ACPR-13807/qseal.pem');
    await this.post('/_sandbox/tpps', { qseal, client_id, name, redirect_uris: [redirect_uri] });
  }

  read(file, encoding = 'utf8') {
    return readFile(join(this.data, file), encoding);
  }
}

export const start_sandbox = (...flags) => Sandbox.start({ flags });
