import { describe, expect, it } from 'vitest';
import { readShell, readYaml, service } from '../../../support/service';

describe('the advice on names of other tools', () => {
  it.each([
    ['4.2.3', 'project', ['Change to wandb_project', 'Change to swanlab_project']],
    ['4.2.3', 'exp_name', ['Change to wandb_exp_name', 'Change to swanlab_exp_name']],
    ['4.2.3', 'run_name', ['Change to wandb_exp_name', 'Change to swanlab_exp_name']],
    ['3.8.1', 'project', ['Change to wandb_project']],
    ['3.12.6', 'experiment_name', ['Change to wandb_exp_name']],
  ])('offers in %s for %s the flags of the trackers', (release, name, titles) => {
    const document = readYaml(`# preflight: ms-swift=${release}\n${name}: first\nmicro_batch_size: 1\nlr: 1e-5\n`);
    const finding = service.lintDocument(document).find(({ rule }) => rule === 'cli.unknown-flag');
    expect(finding?.fixes.map(({ title }) => title)).toEqual([...titles, `Remove ${name}`]);
  });

  it('names the variable that replaced packing_cache', () => {
    const document = readShell('# preflight: ms-swift=3.7.0\nmegatron sft --packing true --packing_cache /shared/p\n');
    const [finding] = service.lintDocument(document).filter(({ rule }) => rule === 'cli.unknown-flag');
    expect(finding?.message).toMatch(/removed in 3\.7\.0.*MODELSCOPE_CACHE.*share/);
  });
});
