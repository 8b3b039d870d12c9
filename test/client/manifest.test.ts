import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Item {
  command: string;
  title: string;
  when?: string;
  key?: string;
  mac?: string;
  enablement?: string;
}

const { contributes } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
  contributes: {
    commands: Item[];
    keybindings: Item[];
    menus: Record<string, Item[]>;
    configuration: { properties: Record<string, { deprecationMessage?: string }> };
    configurationDefaults: Record<string, Record<string, unknown>>;
  };
};
const palette = contributes.menus.commandPalette ?? [];
const whenOf = (command: string): string | undefined => palette.find((item) => item.command === command)?.when;

/** Commands that apply everywhere. Those of other parts have their own condition in `enablement`. */
const EVERYWHERE = ['preflight.openOutput', 'preflight.openSettings'];

describe('the command palette', () => {
  it('lists commands only where they apply', () => {
    const unconditional = contributes.commands
      .filter(({ command, enablement }) => whenOf(command) === undefined && enablement === undefined)
      .map(({ command }) => command);
    expect(unconditional.filter((command) => !EVERYWHERE.includes(command))).toEqual([]);
  });

  it('lists commands about jobs only while there is a job', () => {
    const jobs = contributes.commands.filter(({ command }) => command.startsWith('preflight.jobs.'));
    expect(jobs.length).toBeGreaterThan(8);
    for (const { command } of jobs) expect(whenOf(command), command).toMatch(/^(?:false|preflight\.hasJobs)$/);
  });

  it('lists commands about a file only in training configs', () => {
    for (const name of ['launch', 'showResolved', 'showLayout', 'explain', 'migrate', 'selectRelease', 'fixAll'])
      expect(whenOf(`preflight.${name}`), name).toContain('preflight.launchable');
  });

  it('lists refactorings of commands only in scripts', () => {
    for (const name of ['convertToYaml', 'sortFlags', 'extractVariable'])
      expect(whenOf(`preflight.${name}`), name).toMatch(/preflight\.launchable && editorLangId == shellscript/);
    expect(whenOf('preflight.convertToShell')).toContain('preflight.launchable');
  });

  it('offers to mark a YAML file as a config only where it is none yet', () => {
    expect(whenOf('preflight.markConfig')).toContain('resourceLangId == yaml && !preflight.launchable');
  });

  it('does not repeat a command of VS Code', () => expect(whenOf('preflight.showProblems')).toBe('false'));
});

describe('the buttons above an editor', () => {
  const titleMenu = contributes.menus['editor/title'] ?? [];

  it('run a plan only while nothing blocks it', () => {
    const run = titleMenu.find(({ command }) => command === 'preflight.runPlan');
    expect(run?.when).toContain('preflight.planRunnable');
    const key = contributes.keybindings.find(({ command }) => command === 'preflight.runPlan');
    expect(key?.when).toContain('preflight.planRunnable');
  });

  it('name the command that applies a migration, and the one that copies', () => {
    for (const name of ['preflight.applyMigration', 'preflight.copyResolved']) {
      expect(titleMenu.map(({ command }) => command)).toContain(name);
      // VS Code shows the title of a command without an icon.
      expect(contributes.commands.find(({ command }) => command === name)).not.toHaveProperty('icon');
    }
  });
});

describe('the keyboard shortcuts', () => {
  it('begin with no key that a desktop locks the screen with', () => {
    for (const { key = '', mac = '' } of contributes.keybindings)
      for (const each of [key, mac]) expect(each).not.toMatch(/^(?:ctrl|cmd)\+(?:alt\+l|l|q|shift\+q)$/);
  });
});

describe('the settings', () => {
  it('say ms-swift, not Swift', () => {
    for (const [name, { deprecationMessage }] of Object.entries(contributes.configuration.properties))
      if (deprecationMessage === undefined) expect(name).not.toMatch(/(?<!ms-)swift/i);
  });

  it('show plans with wrapped lines and without a minimap', () => {
    expect(contributes.configurationDefaults['[preflight-plan]']).toMatchObject({
      'editor.wordWrap': 'on',
      'editor.minimap.enabled': false,
    });
  });
});
