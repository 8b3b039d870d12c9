import { utimesSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Service } from '../../server/src/core/service';
import { useFolder } from '../support/folder';
import { type InProcessServer, startInProcess } from '../support/inProcess';
import { service } from '../support/service';

const folder = useFolder();
let server: InProcessServer | undefined;
afterEach(() => server?.stop());

/** A service with a mistake: it throws for a document if any text that belongs to it contains `word`. */
const failingOn = (word: string, operation: 'read' | 'listFindings'): Service => ({
  ...service,
  read: (text, syntax, context) => {
    const texts = [text, ...(context.neighbors ?? []).map((neighbor) => neighbor.text), JSON.stringify(context.models)];
    if (operation === 'read' && texts.some((each) => each?.includes(word))) throw new Error(`cannot read ${word}`);
    return service.read(text, syntax, context);
  },
  listFindings: (document) => {
    const texts = [document.text, ...(document.context.neighbors ?? []).map(({ text }) => text)];
    if (operation === 'listFindings' && texts.some((each) => each.includes(word)))
      throw new Error(`cannot lint ${word}`);
    return service.listFindings(document);
  },
});

const uriOf = (name: string): string => pathToFileURL(folder.at(name)).href;
const setTime = (name: string, seconds: number): void => utimesSync(folder.at(name), seconds, seconds);
const WRONG = 'megatron sft --lrr 1e-5';

describe.each(['read', 'listFindings'] as const)('a document for which the server fails in %s', (operation) => {
  it('gets its findings again when its text changes', async () => {
    server = await startInProcess(failingOn('MISTAKE', operation));
    const uri = uriOf('run.sh');
    server.open(uri, WRONG);
    expect(await server.rules(uri)).toEqual(['cli.unknown-flag']);
    server.change(uri, 2, `${WRONG} # MISTAKE`);
    expect(await server.rules(uri)).toEqual([]);
    expect(server.logged.join('\n')).toContain('MISTAKE');
    server.change(uri, 3, WRONG);
    expect(await server.rules(uri)).toEqual(['cli.unknown-flag']);
  });

  it('gets the findings of its own text while a file around it causes the error, and all of them afterwards', async () => {
    server = await startInProcess(failingOn('MISTAKE', operation));
    const uri = uriOf('run.sh');
    const script = `${WRONG}\nmegatron sft x.yaml`;
    folder.write('run.sh', script);
    folder.write('x.yaml', 'lrr: 1 # MISTAKE');
    server.open(uri, script);
    expect(await server.rules(uri)).toEqual(['cli.unknown-flag']);
    expect(server.logged.join('\n')).toContain('MISTAKE');
    folder.write('x.yaml', 'learning_rte: 1');
    setTime('x.yaml', 1000);
    server.save(uri);
    expect(await server.rules(uri)).toEqual(['cli.unknown-flag']);
    expect(await server.rules(uriOf('x.yaml'))).toEqual(['cli.unknown-flag']);
  });

  it('does not affect other documents', async () => {
    server = await startInProcess(failingOn('MISTAKE', operation));
    server.open(uriOf('bad.sh'), `${WRONG} # MISTAKE`);
    server.open('file:////not/a/valid/uri.sh', WRONG);
    server.open(uriOf('good.sh'), WRONG);
    expect(await server.rules(uriOf('good.sh'))).toEqual(['cli.unknown-flag']);
    expect((await server.hover(uriOf('good.sh'), 0, 15))?.contents).toBeDefined();
  });
});

describe('a document with a deeply nested config.json', () => {
  it('is checked like one with an unknown model', async () => {
    server = await startInProcess(service);
    folder.write('m/config.json', `${'{"text_config":'.repeat(15_000)}{}${'}'.repeat(15_000)}`);
    const text = `${WRONG} --model ./m`;
    server.open(uriOf('run.sh'), text);
    expect(await server.rules(uriOf('run.sh'))).toEqual(['cli.unknown-flag']);
    expect(server.logged).toEqual([]);
  });

  it('has no facts of a model', () => {
    const config = JSON.parse(`${'{"text_config":'.repeat(15_000)}{}${'}'.repeat(15_000)}`) as unknown;
    const syntax = service.findSyntax(undefined, 'run.sh');
    if (!syntax) throw new Error('no syntax');
    const document = service.read(WRONG, syntax, { modelConfig: config });
    expect(service.lintDocument(document).map(({ rule }) => rule)).toEqual(['cli.unknown-flag']);
  });
});

describe('a value of nested JSON', () => {
  it.each([
    ['closing brackets in texts', '{"]":'.repeat(20_000)],
    ['closing brackets before', `${']'.repeat(30_000)}${'['.repeat(30_000)}`],
    ['a text without an end', `"\n${'['.repeat(30_000)}`],
  ])('causes no exception in checks, completion and hover when it has %s', (_, value) => {
    const syntax = service.findSyntax(undefined, 'run.sh');
    if (!syntax) throw new Error('no syntax');
    const document = service.read(`${WRONG} --rope_scaling '${value}'`, syntax, {});
    expect(service.lintDocument(document).map(({ rule }) => rule)).toContain('cli.unknown-flag');
    const inValue = document.text.indexOf(value) + 1;
    expect(service.complete(document, inValue)).toBeInstanceOf(Array);
    expect(service.provideHover(document, inValue)?.markdown).toContain('rope_scaling');
  });
});
