import { describe, expect, it } from 'vitest';
import { readSshHosts } from '../../client/src/launch/clusters/slurm/sshHosts';

describe('readSshHosts', () => {
  it('returns the names of an ssh configuration without its patterns', () => {
    const text = 'Host login cluster-2\n  HostName x\nHost *\nhost = "quoted"\nHost a* b?\nMatch host z\n#Host no\n';
    expect(readSshHosts(text)).toEqual(['login', 'cluster-2', 'quoted']);
  });
});
