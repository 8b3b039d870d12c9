import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { readShell, readYaml, service } from '../../../support/service';

/** Returns the findings for a map of extra options, as `rule outcome text`. */
function findings(map: string, release = '3.8.1', flags = ''): string[] {
  const flag = /^3\.[789]\./.test(release) ? 'extra_megatron_kwargs' : 'megatron_extra_kwargs';
  const text = `# preflight: ms-swift=${release}\nmegatron sft --model m --load l --dataset d --train_iters 1 ${flags} --${flag} '${map}'\n`;
  return service
    .lintDocument(readShell(text))
    .filter(({ rule }) => /cli\.(?:extra|json)/.test(rule))
    .map(({ rule, outcome, span }) => `${rule} ${outcome} ${text.slice(span.start, span.end)}`);
}

describe('the cli.extra-kwargs rules', () => {
  it.each([
    ['{"log_progress": true, "log-straggler": true, "train_samples": 1000}', []],
    ['{"rampup_batch_size": [16, 16, 1000]}', []],
    ['{"decoupled_lr": 1e-5, "rerun_mode": "disabled"}', []],
    ['{"apply_wd_to_qk_layernorm": true}', ['cli.extra-kwargs-unknown rejected "apply_wd_to_qk_layernorm"']],
    ['{"bias_gelu_fusion": true}', ['cli.extra-kwargs-unknown rejected "bias_gelu_fusion"']],
    ['{"bias_gelu_fusion": false}', ['cli.extra-kwargs-false ignored "bias_gelu_fusion"']],
    ['{"log_progress": null}', []],
    ['{"log_progress": 1}', ['cli.extra-kwargs-value rejected "log_progress"']],
    ['{"profile_step_end": [1, 2]}', ['cli.extra-kwargs-value rejected "profile_step_end"']],
    ['{"profile_ranks": [0, 1]}', []],
    ['{"profile_ranks": ["a"]}', ['cli.extra-kwargs-value rejected "profile_ranks"']],
    ['{"seed": 1}', ['cli.extra-kwargs-dup risky "seed"']],
  ])('check each key of %s', (map, expected) => expect(findings(map)).toEqual(expected));

  it('check the options of the Megatron core that the release uses', () => {
    const map = '{"moe_router_fusion": true}';
    expect(findings(map, '3.9.3')).toEqual(['cli.extra-kwargs-unknown rejected "moe_router_fusion"']);
    expect(findings(map, '3.10.3')).toEqual([]);
  });

  it('report keys that are not fields of the model config from 4.3 on, where the flag has another meaning', () => {
    expect(findings('{"num_layers": 4, "overlap_p2p_comm": true}', '4.3.1')).toEqual([]);
    expect(findings('{"anything": 1}', '4.3.1')).toEqual(['cli.extra-kwargs-field rejected "anything"']);
  });

  it('report the span of the key in a config file', () => {
    const text =
      '# preflight: ms-swift=3.8.1\nmodel: m\nmicro_batch_size: 1\nextra_megatron_kwargs: \'{"nonsense": true}\'\n';
    const [found] = service.lintDocument(readYaml(text)).filter(({ rule }) => rule === 'cli.extra-kwargs-unknown');
    expect(found && text.slice(found.span.start, found.span.end)).toBe('"nonsense"');
  });
});

describe('cli.json', () => {
  it.each([
    ['3.8.1', '{use_reentrant:false}', ['cli.json rejected']],
    ['3.9.3', '{use_reentrant:false}', ['cli.json risky']],
    ['3.9.3', 'notjson', ['cli.json rejected']],
    ['3.8.1', '{"a": NaN}', []],
    ['3.8.1', 'conf/extra.json', []],
    ['3.8.1', './extra', []],
  ])('checks in ms-swift %s the value %s', (release, text, expected) =>
    expect(
      findings(text, release)
        .filter((found) => found.startsWith('cli.json'))
        .map((found) => found.split(' ').slice(0, 2).join(' ')),
    ).toEqual(expected),
  );

  it('reports a value that is nested too deeply, but not one that is only long', () => {
    const deep = `{"spec": ${'['.repeat(1000)}${']'.repeat(1000)}}`;
    const long = `{"spec": [${'[1], {}, '.repeat(1000)}[1]]}`;
    expect(findings(deep).map((found) => found.slice(0, 17))).toEqual(['cli.json rejected']);
    expect(findings(long)).toEqual([]);
  });
});

it('suggestQuickFixes writes several changed options into one map', () => {
  const text = `megatron sft --model m --extra_megatron_kwargs '{"weight_decay_incr_style": "linear", "start_weight_decay": 0.1}'\n`;
  const [fix] = service.suggestQuickFixes(readShell(text), { start: 0, end: text.length });
  expect(fix && applyEdits(text, fix.edits)).toBe(
    `megatron sft --model m --extra_megatron_kwargs '{"weight_decay_incr_style":"linear","start_weight_decay":0,"end_weight_decay":0.1}'\n`,
  );
});
