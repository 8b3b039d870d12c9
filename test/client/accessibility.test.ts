import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TreeItem } from 'vscode';
import type { JobPhase } from '../../client/src/launch/clusters/jobStatus';
import type { JobNode } from '../../client/src/launch/jobs/nodes';
import { createTreeItem } from '../../client/src/launch/jobs/tree';
import { createSlurmJob } from './slurmJob';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const { contributes } = JSON.parse(read('package.json')) as {
  contributes: {
    commands: { command: string; title: string; icon?: string }[];
    keybindings: { command: string }[];
    menus: Record<string, { command: string; when?: string; alt?: string }[]>;
    walkthroughs: { steps: { media: { image: { dark: string }; altText?: string } }[] }[];
    viewsWelcome: { contents: string }[];
  };
};

const job = createSlurmJob('megatron sft --model m');
const createNode = (phase: JobPhase, words: string): JobNode => ({
  kind: 'job',
  job: { ...job, status: { ...job.status, phase, words, elapsed: '5 min' } },
});
const labelOf = (item: TreeItem): string | undefined => item.accessibilityInformation?.label;
const iconOf = (item: TreeItem): string => (item.iconPath as { id: string }).id;

describe('the Jobs view for a screen reader', () => {
  it('says the name, id, state and time of a job', () => {
    expect(labelOf(createTreeItem(createNode('running', 'is running')))).toBe('Job train, 7, running, 5 min');
    expect(labelOf(createTreeItem(createNode('failed', 'failed')))).toBe('Job train, 7, failed, 5 min');
  });

  it('says what each row below a job is', () => {
    const failed = { ...job, cause: { error: 'ValueError: x', line: 0, rank: 3, node: 'n1' } };
    const blame = { flag: 'lr', uri: 'file:///w/a%20b.sh', start: { line: 4, character: 0 } };
    const failure = { id: 'x', what: 'ssh ended.', why: 'Why.', advice: 'Do.', detail: '' };
    const nodes: JobNode[] = [
      { kind: 'cause', job: failed },
      { kind: 'advice', job: failed, text: 'Use less memory.' },
      { kind: 'flag', job: failed, blame },
      { kind: 'failure', target: 'h100', failure: failure as never },
    ];
    expect(nodes.map((node) => labelOf(createTreeItem(node)))).toEqual([
      'Root cause: ValueError: x, rank 3 on n1',
      'Advice: Use less memory.',
      'Flag lr, a b.sh:5',
      'Warning: h100: ssh ended.',
    ]);
  });

  it('shows each phase by an icon of its own, not by color alone', () => {
    const phases: JobPhase[] = ['waiting', 'running', 'succeeded', 'failed', 'cancelled', 'unknown'];
    const icons = phases.map((phase) => iconOf(createTreeItem(createNode(phase, phase))));
    expect(new Set(icons).size).toBe(phases.length);
  });
});

describe('the commands without a mouse', () => {
  const palette = new Map((contributes.menus.commandPalette ?? []).map(({ command, when }) => [command, when]));
  const keys = new Set(contributes.keybindings.map(({ command }) => command));
  const menus = Object.entries(contributes.menus).filter(([menu]) => menu !== 'commandPalette');
  /** Commands of rows, which their context menu has, and of lenses, which VS Code lists by a command of its own. */
  const inMenus = new Set(menus.flatMap(([, items]) => items.map(({ command }) => command)));
  const OF_LENSES = ['preflight.showProblems'];

  it('are in the palette, on a key or in the menu of a row', () => {
    const unreachable = contributes.commands
      .map(({ command }) => command)
      .filter((command) => palette.get(command) === 'false')
      .filter((command) => !keys.has(command) && !inMenus.has(command) && !OF_LENSES.includes(command));
    expect(unreachable).toEqual([]);
  });

  it('have a title that says what they do, also where only their icon is shown', () => {
    for (const { command, title } of contributes.commands) expect(title, command).toMatch(/^[A-Z]\w+/);
  });

  it('have every button of an editor or a view in the palette as well', () => {
    const buttons = menus.filter(([menu]) => /title$/.test(menu)).flatMap(([, items]) => items);
    for (const { command } of buttons) expect(palette.get(command), command).not.toBe('false');
  });
});

describe('the pictures', () => {
  it('have a description in the walkthrough', () => {
    const media = contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media));
    for (const { image, altText = '' } of media) expect(altText.length, image.dark).toBeGreaterThan(10);
  });

  it('have a description in every page', () => {
    const pages = ['README.md', ...readdirSync(resolve(root, 'docs')).map((name) => `docs/${name}`)];
    for (const page of pages.filter((name) => name.endsWith('.md'))) {
      const pictures = [...read(page).matchAll(/!\[([^\]]*)\]/g)];
      expect(
        pictures.filter(([, text = '']) => text.trim() === ''),
        page,
      ).toEqual([]);
    }
  });
});

describe('the welcome texts', () => {
  it('have links that say where they lead', () => {
    const links = contributes.viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/\[([^\]]+)\]\(/g)]);
    expect(links.length).toBeGreaterThan(3);
    for (const [, text = ''] of links) expect(text).not.toMatch(/^(?:here|link|more)$/i);
  });
});
