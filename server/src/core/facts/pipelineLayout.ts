/**
 * The words of `pipeline_model_parallel_layout`: stages between bars, each a row of letters. E embeds, t is a transformer
 * layer, m a multi-token prediction layer, L the loss. `x*n` repeats a letter, `(xy)*n` a group; commas mean nothing.
 * Source: Megatron-LM megatron/core/transformer/pipeline_parallel_layer_layout.py, parse_str_to_list.
 */

/** The flags that create stages of unequal size. They have no meaning beside a layout. */
export const UNEVEN_SPLIT_FLAGS = [
  'decoder_first_pipeline_num_layers',
  'decoder_last_pipeline_num_layers',
  'account_for_embedding_in_pipeline_split',
  'account_for_loss_in_pipeline_split',
];

/** Limit of letters in a layout. A longer repetition is not a model, and would cost memory while the user types. */
const MAX_LAYOUT_LENGTH = 5000;

/** Returns the stages of a layout: one for each pipeline rank, then the next virtual stage of all ranks. Undefined above the limit. */
export function stagesOfLayout(layout: string): string[] | undefined {
  const groups = unrollRepetitions(layout.replaceAll(',', ''), /\(([^)]*)(?:\)(?:\*(\d+))?|$)/g);
  return groups === undefined ? undefined : unrollRepetitions(groups, /(.)\*(\d+)/g)?.split('|');
}

function unrollRepetitions(text: string, repetition: RegExp): string | undefined {
  let length = text.length;
  const unrolled = text.replace(repetition, (match, group: string, times?: string) => {
    if (times === undefined || group === '') return match;
    length += group.length * Number(times);
    return length > MAX_LAYOUT_LENGTH ? '' : group.repeat(Number(times));
  });
  return length > MAX_LAYOUT_LENGTH ? undefined : unrolled;
}

/** Counts a letter in a row of stages. */
export const countLetter = (stages: readonly string[], letter: string): number =>
  stages.reduce((sum, stage) => sum + stage.split(letter).length - 1, 0);
