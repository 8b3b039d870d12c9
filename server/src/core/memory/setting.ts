/** A flag with the values that a change gives it. */
export interface Setting {
  flag: string;
  values: readonly string[];
}

export const set = (flag: string, ...values: (string | number)[]): Setting => ({ flag, values: values.map(String) });
