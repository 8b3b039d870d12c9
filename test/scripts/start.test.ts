import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { copySamples } from '../../scripts/copySamples.mjs';
import { describePackage, findKeptPackage, KEPT_PACKAGE } from '../../scripts/package.mjs';
import { root } from '../../scripts/setup.mjs';
import { runQuietly, runStep } from '../../scripts/step.mjs';
import { startEntrance } from '../host/entrance.mjs';
import { createServerOptions } from '../host/workbench.mjs';
import { useFolder } from '../support/folder';

/** An output that keeps what is written. */
const createOutput = (isTTY = false) => {
  const written: string[] = [];
  return { write: (text: string) => written.push(text), isTTY, text: () => written.join('') };
};

describe('a step of npm start', () => {
  it('prints one line with the seconds that it took', async () => {
    const output = createOutput();
    expect(await runStep('Building', async () => 7, output)).toBe(7);
    expect(output.text()).toMatch(/^Building \.\.\. \d+ s\n$/);
  });

  it('overwrites its line in a terminal', async () => {
    const output = createOutput(true);
    await runStep('Building', async () => {}, output);
    expect(output.text()).toMatch(/^Building \.\.\.\rBuilding \.\.\. \d+ s\n$/);
  });

  it('says that it failed, with the output of the program', async () => {
    const output = createOutput();
    const work = () => runQuietly(process.execPath, ['-e', 'console.log("no space left"); process.exit(3)']);
    await expect(runStep('Packaging', work, output)).rejects.toThrow(/exit code 3:\nno space left/);
    expect(output.text()).toMatch(/^Packaging \.\.\. failed after \d+ s\n$/);
  });
});

describe('the address that npm start prints', () => {
  const closers: (() => unknown)[] = [];
  afterEach(() => closers.splice(0).forEach((close) => void close()));

  /** Starts a server in the place of VS Code's, which answers with the path of a request. */
  async function start() {
    const backend = createServer((request, response) => void response.end(request.url));
    await new Promise<void>((listening) => backend.listen(0, '127.0.0.1', listening));
    const { port } = backend.address() as AddressInfo;
    const entrance = await startEntrance(port, (authority) => `http://${authority}/?tkn=secret&at=${authority}`);
    closers.push(() => backend.close(), entrance.stop);
    return entrance;
  }

  const request = (port: number, path: string): Promise<{ reply: IncomingMessage; body: string }> =>
    new Promise((resolve, reject) => {
      const headers = { host: `localhost:${port}` };
      // A kept connection would belong to a server of an earlier test, which had the same port.
      get({ host: '127.0.0.1', port, path, headers, agent: false }, async (reply) => {
        let body = '';
        for await (const part of reply.setEncoding('utf8')) body += part;
        resolve({ reply, body });
      }).on('error', reject);
    });

  it('is short and leads to the page on the same port, so that ssh forwards one port', async () => {
    const { url, port } = await start();
    expect(url.length).toBeLessThan(40);
    const { reply } = await request(port, new URL(url).pathname);
    expect(reply.statusCode).toBe(302);
    expect(reply.headers.location).toBe(`/?tkn=secret&at=localhost:${port}`);
    expect((await request(port, '/static/a.js')).body).toBe('/static/a.js');
  });

  it('gives the token only to those who know its key', async () => {
    const { port } = await start();
    for (const path of ['/', '/00000000', '/favicon.ico']) {
      const { reply, body } = await request(port, path);
      expect(JSON.stringify(reply.headers) + body).not.toContain('secret');
    }
  });

  it('is another one while a second VS Code runs', async () => {
    const [first, second] = [await start(), await start()];
    expect(first.port).not.toBe(second.port);
  });
});

describe("VS Code's server", () => {
  it('shows notifications unless a test drives it', () => {
    const flag = '--enable-smoke-test-driver';
    expect(createServerOptions('t', { trust: false, isDriven: false })).not.toContain(flag);
    expect(createServerOptions('t', { trust: false, isDriven: true })).toContain(flag);
  });
});

describe('the samples of npm start', () => {
  const folder = useFolder();

  it('are a fresh copy each time, so that edits of the last one do not change the project', () => {
    const sample = join(copySamples(folder.at('samples')), 'qwen3-sft.sh');
    const original = readFileSync(sample, 'utf8');
    writeFileSync(sample, 'edited');
    folder.write('samples/new.sh', 'new');
    copySamples(folder.at('samples'));
    expect(readFileSync(sample, 'utf8')).toBe(original);
    expect(readFileSync(join(root, 'samples', 'qwen3-sft.sh'), 'utf8')).toBe(original);
    expect(readdirSync(folder.at('samples')).sort()).toEqual(readdirSync(join(root, 'samples')).sort());
  });
});

describe('a package', () => {
  const folder = useFolder();

  it('is reused while nothing has changed, from a folder that is not the temporary one', () => {
    const file = folder.at('kept.vsix');
    expect(findKeptPackage('sources', file)).toBeUndefined();
    writeFileSync(file, 'package');
    writeFileSync(`${file}.sources`, 'sources');
    expect(findKeptPackage('sources', file)).toBe(file);
    expect(findKeptPackage('other sources', file)).toBeUndefined();
    expect(KEPT_PACKAGE.startsWith(join(root, 'node_modules'))).toBe(true);
  });

  it('is named with its size and the command that installs it', () => {
    expect(describePackage(folder.write('a.vsix', 'x'.repeat(1600)), folder.at())).toMatch(
      /a\.vsix: 2 kB\. Install it with: code --install-extension a\.vsix$/,
    );
  });

  it('is built once: vsce has no script that builds again', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts).not.toHaveProperty('vscode:prepublish');
  });
});
