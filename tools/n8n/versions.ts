/** What has to be known about one n8n version to install and start it. */
export interface N8nRelease {
  version: string;
  /** Versions that n8n's package.json names without being able to get them from the npm registry. */
  overrides: Record<string, string>;
  /** Native modules whose install script must run; every other install script is skipped. */
  nativeModules: string[];
}

/** The Node.js that every n8n below runs on, as published in the `node-<platform>-<arch>` packages. */
export const NODE_VERSION = '24.21.0';

export const DEFAULT_N8N_VERSION = '2.41.1';

const releases: N8nRelease[] = [
  {
    version: '2.41.1',
    overrides: {},
    nativeModules: ['sqlite3', 'isolated-vm'],
  },
  {
    version: '2.40.7',
    overrides: {},
    // isolated-vm 7 brings ready-made binaries for Linux, macOS on ARM and Windows; its install
    // script finds them in a moment and compiles on the other platforms.
    nativeModules: ['sqlite3', 'isolated-vm'],
  },
  {
    version: '1.123.81',
    // It asks for xlsx from a host that is not the npm registry.
    overrides: { xlsx: '0.18.5' },
    nativeModules: ['sqlite3', 'isolated-vm'],
  },
];

/**
 * The n8n versions that these tools know how to install.
 *
 * @returns versions such as `2.40.7`, the newest first
 */
export function supportedVersions(): string[] {
  return releases.map((release) => release.version);
}

/**
 * How to install one n8n version.
 *
 * @param version exact version, such as `2.40.7`
 * @throws Error if the version is not in the table
 */
export function releaseOf(version: string): N8nRelease {
  const release = releases.find((candidate) => candidate.version === version);
  if (release === undefined) {
    throw new Error(
      `n8n ${version} is not a version that can be installed here. ` +
        `Choose one of: ${supportedVersions().join(', ')}.`,
    );
  }
  return release;
}
