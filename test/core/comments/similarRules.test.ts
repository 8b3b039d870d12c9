import { describe, expect, it } from 'vitest';
import { findSimilarRules } from '../../../server/src/core/comments/similarRules';
import { service } from '../../support/service';

const ids = [...new Set(service.rules.map(({ id }) => id))];

describe('the rules that a misspelled id may mean', () => {
  it('are the one whose name lacks its group, for every rule', () => {
    for (const id of ids) {
      const name = id.slice(id.indexOf('.') + 1);
      const same = ids.filter((each) => each.endsWith(`.${name}`));
      // A group takes precedence over a rule of its name.
      if (ids.some((each) => each.startsWith(`${name}.`))) continue;
      expect(findSimilarRules(name, ids, same.length), name).toEqual(same);
    }
  });

  it('are found with a letter too few, with underscores and in capitals, for every rule', () => {
    for (const id of ids) {
      expect(findSimilarRules(id.toUpperCase().replaceAll('-', '_'), ids)[0], id).toBe(id);
      expect(findSimilarRules(id.slice(0, -1), ids, 20), id).toContain(id);
    }
  });

  it('are a group whose star is missing, and none for another word', () => {
    expect(findSimilarRules('mem', ids)).toEqual(['mem.*']);
    expect(findSimilarRules('cli.', ids, 1)).toEqual(['cli.*']);
    for (const id of ['', '*', '.', 'all', 'something else', '__proto__'])
      expect(findSimilarRules(id, ids)).toEqual([]);
  });
});
