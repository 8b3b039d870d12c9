import { describe, expect, it } from 'vitest';
import { groupBySeries } from '../../client/src/release/series';
import { service } from '../support/service';

describe('groupBySeries', () => {
  it('groups releases by their first two numbers, in the given order', () => {
    expect(groupBySeries(['4.6.0', '4.5.3', '4.5.2', '3.10.1', '3.1.0'])).toEqual([
      { name: '4.6', releases: ['4.6.0'] },
      { name: '4.5', releases: ['4.5.3', '4.5.2'] },
      { name: '3.10', releases: ['3.10.1'] },
      { name: '3.1', releases: ['3.1.0'] },
    ]);
  });

  it('keeps every release of the catalog once', () => {
    const releases = service.catalog.releases.toReversed();
    expect(groupBySeries(releases).flatMap((series) => series.releases)).toEqual(releases);
  });
});
