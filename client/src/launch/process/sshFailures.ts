import type { FailurePattern } from './failurePattern';

const SSH_PROGRAM = /^ssh$/;

/** What goes wrong on the way to another machine. */
export const SSH_FAILURES: readonly FailurePattern[] = [
  {
    id: 'ssh.unknown-host-key',
    program: SSH_PROGRAM,
    text: /Host key verification failed|No \w+ host key is known/,
    what: 'The key of {host} is not known here.',
    why: 'ssh trusts no machine that it has never seen, and asks nobody here.',
    advice:
      'Run `ssh {host}` in a terminal once, compare the fingerprint with what the cluster’s pages say, accept it.',
  },
  {
    id: 'ssh.changed-host-key',
    program: SSH_PROGRAM,
    text: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: 'The key of {host} has changed.',
    why: 'Either the machine was set up again, or another one answers in its place.',
    advice: 'Ask the administrators of the cluster before you remove the old key with `ssh-keygen -R`.',
  },
  {
    id: 'ssh.denied',
    program: SSH_PROGRAM,
    code: 255,
    text: /Permission denied \(([^)]*)\)|Too many authentication failures/,
    what: '{host} does not let you in.',
    why: 'A login without a password or a code was refused; nobody can be asked for one here.',
    advice:
      'See that `ssh {host} true` works in a terminal without a question: a key in the agent, or a shared connection (ControlMaster) that you open first.',
  },
  {
    id: 'ssh.name',
    program: SSH_PROGRAM,
    code: 255,
    text: /Could not resolve hostname/,
    what: 'There is no machine called {host}.',
    why: 'Neither ~/.ssh/config nor the network knows the name.',
    advice: 'Correct `host` in the launch target, or add it to ~/.ssh/config.',
  },
  {
    id: 'ssh.refused',
    program: SSH_PROGRAM,
    code: 255,
    text: /Connection refused|Connection (?:timed out|closed)|No route to host|Network is unreachable|Operation timed out|kex_exchange_identification/,
    what: '{host} cannot be reached.',
    why: 'Nothing answers there for ssh.',
    advice: 'Check the network or the VPN, and that `ssh {host} true` works in a terminal.',
  },
  {
    id: 'ssh.missing',
    program: SSH_PROGRAM,
    ended: 'missing',
    what: 'There is no ssh on this machine.',
    why: 'The launch target submits through ssh.',
    advice: 'Install an OpenSSH client.',
  },
];
