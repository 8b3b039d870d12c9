/** File names of Dockerfiles and of definitions of Apptainer. */
export const DOCKERFILE = /^(?:Docker|Container)file(?:[.-].*)?$|\.(?:[Dd]ocker|[Cc]ontainer)file$|\.def$/;

/** File names of manifests and of pipelines, which name the images of containers. */
export const MANIFEST = /^(?!environment|conda)[\w.-]+\.ya?ml$/;

/** Files with exact versions of all that a project needs, and with a hash for each platform. */
export const LOCK_FILE =
  /^(?:uv|poetry|pdm|pixi)\.lock$|^Pipfile\.lock$|^pylock(?:\.[\w-]+)?\.toml$|^conda-lock\.ya?ml$/;

/** File names that list the packages of an environment, most exact first. */
export const PIN_FILES: readonly RegExp[] = [
  LOCK_FILE,
  /^requirements[\w.-]*\.(?:txt|in)$/,
  /^constraints[\w.-]*\.txt$/,
  /^(?:pyproject|pixi)\.toml$|^Pipfile$/,
  /^setup\.(?:cfg|py)$/,
  /^(?:environment|conda|env)[\w.-]*\.ya?ml$/,
  DOCKERFILE,
];
