import type { Command } from '../config/config';

/** The training configs that the product writes, as in `schemas/recipes.json`. */
export interface RecipesData {
  recipes: readonly Recipe[];
  parts: Readonly<Record<string, readonly RecipeEntry[]>>;
}

/** A kind of run. */
export interface Recipe {
  id: string;
  title: string;
  summary: string;
  command: Command;
  /** The releases that can run it. */
  releases: string;
  /** The model that it proposes. */
  model: string;
  /** The weights that need gradients and an optimizer. */
  trains: 'all' | 'adapters' | 'nothing';
  needsExperts?: boolean;
  /** Length of a sequence in tokens. */
  tokens: number;
  /** A step has this many samples for each GPU, or a multiple. */
  samplesPerGpu?: number;
  /** Names of the lists of its entries, in order. */
  parts: readonly string[];
}

/** One line of a new config. */
export interface RecipeEntry {
  /** The names of the flag; the first one that the release has is written. */
  flags: readonly string[];
  /** The value, with names of sizes in braces. */
  value: string;
  releases?: string;
  commands?: readonly Command[];
  /** The entry is written only where this size is above 1, or where this holds. */
  when?: 'tensor' | 'pipeline' | 'context' | 'expert' | 'experts' | 'tight';
}
