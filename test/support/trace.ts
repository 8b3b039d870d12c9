import { spawnSync } from 'node:child_process';

/** System calls of a process, as `strace -f` writes them. */
export interface SystemCall {
  name: string;
  /** The paths among its arguments. */
  paths: string[];
  /** The entire line. */
  line: string;
}

/** Whether strace is installed and may trace. */
export const canTrace = (): boolean =>
  process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** Reads the output of strace. The second half of an interrupted call repeats no path, and is skipped. */
export function readTrace(text: string): SystemCall[] {
  return text.split('\n').flatMap((line): SystemCall[] => {
    const [, name, args = ''] = /^(?:\d+ +)?(\w+)\((.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, paths: [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path), line }];
  });
}

/** Whether a call opens a file for writing, or changes the file system in another way. */
export const isWriting = ({ name, line }: SystemCall): boolean =>
  (/^(?:open|openat|openat2|creat)$/.test(name) && /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|^\S*\s*creat/.test(line)) ||
  /^(?:mkdir|mkdirat|rmdir|unlink|unlinkat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|mknod|mknodat|chmod|fchmodat|chown|fchownat|truncate|utimensat)$/.test(
    name,
  );

/** Whether a call opens a file or lists a folder. Others only ask whether one exists, and of which kind it is. */
export const isReading = ({ name }: SystemCall): boolean => /^(?:open|openat|openat2)$/.test(name);

/** Whether a call starts a program. Threads are not programs. */
export const isStarting = ({ name, line }: SystemCall): boolean =>
  /^(?:execve|execveat|fork|vfork)$/.test(name) || (/^clone3?$/.test(name) && !line.includes('CLONE_THREAD'));

/** Whether a call opens a connection. The standard streams of a server may be sockets that exist already. */
export const isConnecting = ({ name }: SystemCall): boolean =>
  /^(?:socket|connect|bind|listen|accept4?|sendto)$/.test(name);

/** Files that Node itself looks at while it runs. */
export const NODE_FILES =
  /^\/(?:proc\/(?:self|\d+)\/(?:maps|cgroup|stat|statm|status)|proc\/(?:meminfo|sys\/vm\/overcommit_memory)|dev\/null)$|^\/sys\//;
