/** Short names of the groups of flags, shown in lists, by the section of the flag. */
const GROUPS: Readonly<Record<string, string>> = {
  Distributed: 'parallelism',
  Pipeline: 'parallelism',
  'Mixture of experts': 'MoE',
  Data: 'data',
  'Training data flow': 'data',
  Template: 'template',
  LoRA: 'LoRA',
  Tuner: 'tuner',
  'Full-parameter training': 'full training',
  Checkpoint: 'checkpoint',
  Training: 'training',
  General: 'general',
  'Model structure': 'model structure',
  'Multi-latent attention': 'model structure',
  'Model and weights': 'model',
  Quantization: 'precision',
  'Mixed precision': 'precision',
  FP8: 'precision',
  Logging: 'logging',
  Evaluation: 'evaluation',
  Optimizer: 'optimizer',
  'Learning rate': 'learning rate',
  Regularization: 'regularization',
  Generation: 'generation',
  vLLM: 'vLLM',
  RLHF: 'RLHF',
  DPO: 'DPO',
  GRPO: 'GRPO',
  GKD: 'GKD',
  Export: 'export',
  Compatibility: 'compatibility',
  'Megatron, not on the argument page': 'Megatron',
  'swift export, other uses': 'swift export',
};

/** Returns the short name of a section. */
export const groupOf = (section: string): string => GROUPS[section] ?? section.toLowerCase();

/** Lists the sections that have a short name. */
export const listSections = (): string[] => Object.keys(GROUPS);
