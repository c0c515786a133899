// SPDX-License-Identifier: Apache-2.0
// The TPP that sends customers to the bank: a small server to which they come back.
import { createServer } from 'node:http';

const back = '<!doctype html><html lang="en"><title>The TPP</title><link rel="icon" href="data:,">'
  + '<h1>Back at the application</h1>';

export class Tpp {
  #watchers = new Set();

  static async open() {
    const tpp = new Tpp();
    tpp.server = createServer((request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(back);
      const url = new URL(request.url, tpp.origin);
      if (url.pathname === '/callback') for (const watcher of tpp.#watchers) watcher(url);
    });
    await new Promise((resolve) => { tpp.server.listen(0, '127.0.0.1', resolve); });
    tpp.origin = `http://127.0.0.1:${tpp.server.address().port}`;
    tpp.callback = `${tpp.origin}/callback`;
    return tpp;
  }

  /// Calls `watcher` with the address of everyone who comes back; gives what ends that.
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async close() {
    this.server.closeAllConnections?.();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
