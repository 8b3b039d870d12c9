/** File name extensions of config files. ms-swift compares them case-sensitively. */
export const YAML_EXTENSIONS: readonly string[] = ['.yaml', '.yml'];
export const JSON_EXTENSIONS: readonly string[] = ['.json'];
export const CONFIG_EXTENSIONS: readonly string[] = [...YAML_EXTENSIONS, ...JSON_EXTENSIONS];

export const hasExtension = (fileName: string, extensions: readonly string[]): boolean =>
  extensions.some((extension) => fileName.endsWith(extension));

export const isYamlFileName = (fileName: string): boolean => hasExtension(fileName, YAML_EXTENSIONS);
export const isJsonFileName = (fileName: string): boolean => hasExtension(fileName, JSON_EXTENSIONS);
export const isConfigFileName = (fileName: string): boolean => hasExtension(fileName, CONFIG_EXTENSIONS);
