import { describe, expect, it } from 'vitest';
import { checkScripts, formatReport } from '../support/bash/checkScripts';
import { service } from '../support/service';
import { compare } from './yamlCompare';
import { askPython, pythonWithYaml } from './yamlPython';

/** New configs of all recipes in the first and the last release of each major version, on one node and on several. */
const createTexts = (syntax: string): string[] =>
  ['3.8.1', '3.12.6', '4.2.3', '4.6.0'].flatMap((release) =>
    service.newConfigs.listRecipes(release).flatMap((recipe) =>
      [1, 4].flatMap((nodes) =>
        [recipe.model, "/data/my model's #1: new"].flatMap((model) => {
          const text = service.newConfigs.create({ recipe: recipe.id, syntax, release, nodes, gpusPerNode: 8, model });
          return text === undefined ? [] : [text];
        }),
      ),
    ),
  );

describe('a new training config', { timeout: 120_000 }, () => {
  it('is a script that bash runs with the arguments that we read', async () => {
    const scripts = createTexts('shell').map((text) => ({ text, hidden: new Set<string>() }));
    expect(scripts.length).toBeGreaterThan(90);
    const checked = await checkScripts(scripts);
    const wrong = checked.filter(({ mismatches, errors, calls }) => mismatches.length > 0 || errors || calls !== 1);
    expect(wrong.map(formatReport)).toEqual([]);
  });

  const python = pythonWithYaml();
  it.runIf(python)('is a config file that PyYAML and the launcher read as we do', async () => {
    const texts = createTexts('yaml');
    expect(texts.length).toBeGreaterThan(60);
    const answers = await askPython(python ?? '', texts);
    expect(answers.filter((answer) => 'error' in answer)).toEqual([]);
    expect(texts.map((text, index) => compare(text, answers[index] as never).mismatch).filter(Boolean)).toEqual([]);
  });
});
