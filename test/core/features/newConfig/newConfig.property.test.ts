import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listSizedModels } from '../../../../server/src/core/catalog/modelSizes';
import type { Document } from '../../../../server/src/core/document/document';
import { layoutOf } from '../../../../server/src/core/facts/parallelLayout';
import type { NewConfigRequest } from '../../../../server/src/core/features/newConfig/newConfigs';
import { readShell, readYaml, service } from '../../../support/service';

const RELEASES = ['3.8.1', '3.12.6', '4.1.3', '4.5.2', '4.6.0'];
const GPUS = [
  [1, 1],
  [1, 2],
  [1, 4],
  [1, 8],
  [2, 8],
  [3, 8],
  [4, 8],
  [16, 8],
  [2, 6],
] as const;

const read = (request: NewConfigRequest): Document => {
  const text = service.newConfigs.create(request);
  if (text === undefined) throw new Error(`no config: ${JSON.stringify(request)}`);
  return request.syntax === 'shell' ? readShell(text) : readYaml(text);
};

const findingsOf = (document: Document): string[] =>
  service
    .lintDocument(document)
    .filter(({ severity }) => severity !== 'hint')
    .map(({ rule, message }) => `${rule}: ${message}`);

/** All combinations of recipe, syntax and release, with the model that the recipe proposes unless another one is given. */
const listRequests = (gpus: readonly (readonly [number, number])[], model?: string): NewConfigRequest[] =>
  RELEASES.flatMap((release) =>
    service.newConfigs.listRecipes(release).flatMap((recipe) =>
      service.newConfigs.listSyntaxes(release).flatMap((syntax) =>
        gpus.map(([nodes, gpusPerNode]) => ({
          recipe: recipe.id,
          syntax: syntax.id,
          release,
          nodes,
          gpusPerNode,
          model: model ?? recipe.model,
        })),
      ),
    ),
  );

const nameOf = ({ recipe, syntax, release, nodes, gpusPerNode, model }: NewConfigRequest): string =>
  `${recipe} ${syntax} ${release} ${nodes}x${gpusPerNode} ${model}`;

/** Returns the findings of each request that has some. */
const listFindings = (requests: readonly NewConfigRequest[]): string[] =>
  requests.flatMap((request) => {
    const document = read(request);
    if (document.reading.configs.length !== 1) return [`${nameOf(request)}: no command`];
    return findingsOf(document).map((finding) => `${nameOf(request)}: ${finding}`);
  });

describe('a new training config', () => {
  it('has no error and no warning, for each recipe, syntax, release and number of GPUs', { timeout: 120_000 }, () => {
    const requests = listRequests(GPUS);
    expect(requests.length).toBeGreaterThan(400);
    expect(listFindings(requests)).toEqual([]);
  });

  it('has no error and no warning on any number of GPUs for a model that has none on eight', {
    timeout: 120_000,
  }, () => {
    const request = fc.constantFrom(...RELEASES).chain((release) =>
      fc.record({
        recipe: fc.constantFrom(...service.newConfigs.listRecipes(release).map(({ id }) => id)),
        release: fc.constant(release),
        syntax: fc.constantFrom(...service.newConfigs.listSyntaxes(release).map(({ id }) => id)),
        model: fc.constantFrom(...listSizedModels(service.catalog.sizes)),
        nodes: fc.constantFrom(1, 2, 3, 4, 8, 32),
        gpusPerNode: fc.constantFrom(1, 2, 4, 6, 8),
      }),
    );
    fc.assert(
      fc.property(request, (each) => {
        // Other models are not offered: the release cannot train them, or needs a flag set by hand.
        fc.pre(listFindings([{ ...each, nodes: 1, gpusPerNode: 8 }]).length === 0);
        expect(listFindings([each])).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('has no error and no warning for the models that are offered', { timeout: 120_000 }, () => {
    for (const release of ['3.8.1', '4.6.0']) {
      const models = service.newConfigs.listModels('lora', release);
      expect(models.length).toBeGreaterThan(100);
      const base = { recipe: 'lora', syntax: 'shell', release, nodes: 1, gpusPerNode: 8 };
      const some = models.filter((_, index) => index % 5 === 0);
      expect(listFindings(some.map((model) => ({ ...base, model })))).toEqual([]);
    }
  });

  it('offers models with experts only for a mixture of experts, and none that is too short', {
    timeout: 120_000,
  }, () => {
    const models = service.newConfigs.listModels('moe', '4.5.2');
    expect(models[0]).toBe('Qwen/Qwen3-30B-A3B-Instruct-2507');
    expect(models).not.toContain('Qwen/Qwen3-8B');
    const short = 'deepseek-ai/deepseek-moe-16b-chat';
    expect(service.newConfigs.listModels('long-context', '4.5.2')).not.toContain(short);
    // Linear attention cannot be split there.
    expect(service.newConfigs.listModels('long-context', '4.1.3')).not.toContain('Qwen/Qwen3.5-4B-Base');
    expect(service.newConfigs.listModels('lora', '3.8.1')).not.toContain('zai-org/GLM-5');
  });

  it('is not written where the release lacks the recipe or does not read the syntax', () => {
    const base = { recipe: 'lora', syntax: 'yaml', release: '3.8.1', nodes: 1, gpusPerNode: 8, model: 'm' } as const;
    expect(service.newConfigs.create(base)).toBeUndefined();
    expect(service.newConfigs.create({ ...base, syntax: 'shell' })).toContain('megatron sft');
    expect(service.newConfigs.create({ ...base, syntax: 'shell', recipe: 'grpo' })).toBeUndefined();
    for (const nodes of [0, 1.5, -1, Number.NaN, 1e9])
      expect(service.newConfigs.create({ ...base, syntax: 'shell', nodes })).toBeUndefined();
  });

  it('keeps any other model as it was typed, in both syntaxes', { timeout: 120_000 }, () => {
    const model = fc.oneof(
      fc.string({ minLength: 1, maxLength: 30 }),
      fc.constantFrom('/data/my model', "it's", 'a: b', '#x', 'null', 'me/Own-70B', '${HOME}/m', '-x', 'x\ny'),
    );
    fc.assert(
      fc.property(model, fc.constantFrom('shell', 'yaml'), (typed, syntax) => {
        const base = { recipe: 'lora', release: '4.5.2', nodes: 1, gpusPerNode: 8 } as const;
        const request = { ...base, syntax, model: typed };
        if (/^\s*(?:-|$)/.test(typed)) {
          expect(service.newConfigs.create(request)).toBeUndefined();
          return;
        }
        const { reading } = read(request);
        const values = reading.configs[0]?.flags.find(({ name }) => name === 'model')?.values;
        expect(values?.map(({ value }) => value)).toEqual([typed.trim()]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the texts that an empty document may start with', () => {
  it('are those of its release, in its syntax', () => {
    const script = service.newConfigs.listStartTexts(readShell('# preflight: ms-swift=3.8.1\n'));
    expect(script.map(({ recipe }) => recipe.id)).toEqual(['full', 'lora', 'moe', 'long-context', 'dpo']);
    for (const { text } of script) expect(findingsOf(readShell(text))).toEqual([]);
    const files = service.newConfigs.listStartTexts(readYaml(''));
    expect(files.map(({ recipe }) => recipe.id)).toContain('grpo');
    for (const { text } of files) {
      expect(text).toContain(`ms-swift=${service.catalog.releases.at(-1)} `);
      expect(findingsOf(readYaml(text))).toEqual([]);
    }
    expect(service.newConfigs.listStartTexts(readYaml('# preflight: ms-swift=3.8.1\n'))).toEqual([]);
  });
});

describe('the layout of a new config', () => {
  const layoutFor = (recipe: string, model: string, nodes: number, gpusPerNode = 8) => {
    const document = read({ recipe, syntax: 'shell', release: '4.5.2', nodes, gpusPerNode, model });
    const [config] = document.reading.configs;
    if (!config) throw new Error('no command');
    return layoutOf(service.getFacts(document, config));
  };

  it('keeps tensor parallelism inside a node, and divides heads, layers, experts and GPUs', {
    timeout: 120_000,
  }, () => {
    for (const model of listSizedModels(service.catalog.sizes).filter((_, index) => index % 5 === 0))
      for (const [nodes, gpusPerNode] of GPUS) {
        const layout = layoutFor('full', model, nodes, gpusPerNode);
        expect(layout.tensorParallel, model).toBeLessThanOrEqual(gpusPerNode);
        expect(layout.dataParallel, model).toBeGreaterThanOrEqual(1);
        expect(layout.microBatches, model).toBeGreaterThanOrEqual(1);
        if (layout.attentionHeads !== undefined) expect(layout.headsPerRank, model).toBeGreaterThanOrEqual(1);
        if (layout.layers !== undefined) expect(layout.layersPerStage, model).toBeGreaterThanOrEqual(1);
        if (layout.experts !== undefined && layout.expertParallel !== undefined)
          expect(layout.expertsPerRank, model).toBeGreaterThanOrEqual(1);
      }
  });

  it('grows with the model', () => {
    expect(layoutFor('lora', 'Qwen/Qwen3-0.6B', 1)).toMatchObject({ tensorParallel: 1, pipelineParallel: 1 });
    expect(layoutFor('full', 'Qwen/Qwen3-8B', 1)).toMatchObject({ modelParallel: 2, dataParallel: 4 });
    expect(layoutFor('full', 'Qwen/Qwen2.5-72B-Instruct', 4).modelParallel).toBeGreaterThanOrEqual(16);
    expect(layoutFor('lora', 'me/Own-70B', 1).tensorParallel).toBeGreaterThanOrEqual(4);
  });

  it('spreads the experts of a mixture of experts', () => {
    expect(layoutFor('moe', 'Qwen/Qwen3-30B-A3B-Instruct-2507', 2).expertParallel).toBeGreaterThan(1);
  });

  it('splits long sequences', () => {
    expect(layoutFor('long-context', 'Qwen/Qwen3-8B', 1).contextParallel).toBe(2);
  });
});
