import { PROJECT_FILE } from '../core/project/projectSettings';
import { listFoldersToRoot } from './environment';
import type { FileReader } from './fileReader';
import type { FileProblem } from './resolvePath';

/** The reason for which a `preflight.toml` is not read. */
export type ProjectProblem = FileProblem | 'outside';

/**
 * Finds the `preflight.toml` of a folder: the nearest one in it or above it. The search ends at the root of the repository;
 * outside of a repository, at `top` or at the folder itself.
 */
type FindProject = (
  folder: string,
  top: string | undefined,
  workspace: readonly string[],
) => ({ path: string; folder: string } & ({ text: string } | { problem: ProjectProblem })) | undefined;

export function createFindProject(reader: FileReader): FindProject {
  const { path } = reader;
  return (folder, top, workspace) => {
    const search = reader.begin(folder, workspace);
    const folders = listFoldersToRoot(folder, undefined, { search, path });
    const root = folders.at(-1) ?? folder;
    const isRepository = search.stat(path.join(root, '.git')) !== undefined;
    const searched = isRepository ? folders : folders.slice(0, Math.max(1, folders.indexOf(top ?? folder) + 1));
    for (const parent of searched) {
      const candidate = path.join(parent, PROJECT_FILE);
      const found = search.read(candidate);
      if (found === 'missing' || found === 'folder') continue;
      const place = { path: candidate, folder: parent };
      if (typeof found === 'string') return { ...place, problem: found };
      // A link to a file elsewhere would show its text in findings.
      const outermost = search.realPath(searched.at(-1) ?? parent);
      const inside = outermost === undefined ? '..' : path.relative(outermost, found.path);
      const isOutside = inside.split(path.sep)[0] === '..' || path.isAbsolute(inside);
      return isOutside ? { ...place, problem: 'outside' } : { ...place, text: found.text };
    }
    return undefined;
  };
}
