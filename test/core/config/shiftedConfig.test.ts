import { describe, expect, it } from 'vitest';
import type { Config, Span } from '../../../server/src/core/config/config';
import { isCommandLine } from '../../../server/src/core/config/lookup';
import { createShift, originOf, shiftConfig } from '../../../server/src/core/config/shiftedConfig';
import { readShell, readYaml } from '../../support/service';

const moveBy = (distance: number) =>
  createShift(({ start, end, ...rest }: Span) => ({ ...rest, start: start + distance, end: end + distance }));

const SCRIPT = 'GPUS=8 srun -N 2 megatron sft run.yaml --lr 1e-5 --packing --config c.yaml\n';
const CONFIG = 'model: a/b\ndataset: [a, b]\nmicro_batch_size: 1\noutput_dir: out\nENV:\n  A: 1\n';

const firstOf = ({ reading }: ReturnType<typeof readShell>): Config => {
  const [config] = reading.configs;
  if (!config) throw new Error('no command was read');
  return config;
};

const withoutExports = ({ exports: _, ...config }: Config): Omit<Config, 'exports'> => config;

describe('shiftConfig', () => {
  it.each([
    ['a command', readShell, SCRIPT],
    ['a config file', readYaml, CONFIG],
  ])('moves %s as if it was read at its new place', (_, read, text) => {
    const moved = shiftConfig(firstOf(read(text)), moveBy(10));
    const expected = firstOf(read(`# comment\n${text}`));
    expect(withoutExports(moved)).toEqual(withoutExports(expected));
    expect(JSON.stringify({ ...moved, exports: undefined }).length).toBe(
      JSON.stringify({ ...expected, exports: undefined }).length,
    );
    expect(isCommandLine(moved)).toBe(isCommandLine(expected));
  });

  it('keeps the config file and the value of its flag one object', () => {
    const { flags, configFile } = shiftConfig(firstOf(readShell('megatron sft --config c.yaml\n')), moveBy(3));
    expect(configFile).toBe(flags[0]?.values[0]);
  });

  it('moves the exports that commands share to one object', () => {
    const [first, second] = readShell('export A=1\nmegatron sft --lr 1\nmegatron sft --lr 2\n').reading.configs;
    const shift = moveBy(5);
    const moved = [first, second].map((config) => config && shiftConfig(config, shift));
    expect(moved[0]?.exports).toBe(moved[1]?.exports);
    expect(moved[0]?.exports?.find('A')?.key).toEqual({ start: 12, end: 13 });
  });
});

describe('originOf', () => {
  it('returns the config that was read, however often it moved', () => {
    const config = firstOf(readShell(SCRIPT));
    const moved = shiftConfig(shiftConfig(config, moveBy(10)), moveBy(3));
    expect(originOf(moved)).toBe(config);
    expect(moved.head.start).toBe(config.head.start + 3);
  });

  it('returns a changed copy itself', () => {
    const copy = { ...shiftConfig(firstOf(readShell(SCRIPT)), moveBy(1)), mayHaveMoreFlags: true };
    expect(originOf(copy)).toBe(copy);
  });
});
