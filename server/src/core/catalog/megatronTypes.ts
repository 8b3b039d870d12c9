/**
 * One option of Megatron-LM's own parser, as a key of `extra_megatron_kwargs` names it: `--rampup-batch-size` is
 * `rampup_batch_size`. Source: megatron/training/arguments.py of core_r0.13.0, core_r0.14.0 and core_r0.15.0.
 */
export interface MegatronOption {
  name: string;
  /** The first and last core of Megatron-LM that has it, among those that ms-swift starts. */
  cores: string;
  /** The type of the value; a switch has none. */
  type: 'switch' | 'int' | 'float' | 'string';
  choices?: string[];
  list?: boolean;
  /** The value is optional. */
  bare?: boolean;
  /** The option that a switch turns off: `bias_dropout_fusion` for `no_bias_dropout_fusion`. */
  turnsOff?: string;
  /** The attribute that a switch sets, when that has another name. */
  sets?: string;
  /** It also exists as `no_NAME`. */
  complement?: boolean;
  default?: boolean | number | string | null;
}

export interface MegatronData {
  /** The core that releases of ms-swift start, by range of releases. */
  cores: Readonly<Record<string, string>>;
  options: MegatronOption[];
}

/** The core of Megatron-LM that a release of ms-swift starts, with the options that it reaches. */
export interface MegatronCore {
  name: string;
  /** The options in the order of the data. */
  options: readonly MegatronOption[];
  /**
   * The options by every key that names them: Megatron’s parser accepts no abbreviations, but `no_NAME` where that
   * exists.
   */
  byName: ReadonlyMap<string, MegatronOption>;
  /** The switches by the option that they turn off. */
  byOpposite: ReadonlyMap<string, MegatronOption>;
}
