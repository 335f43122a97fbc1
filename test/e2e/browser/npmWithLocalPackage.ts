/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_NAME } from '../../../tools/n8n/pack';

const run = promisify(execFile);

/** Answers for this package from tarballs beside it, and passes everything else to the real npm. */
const SCRIPT = `#!/bin/sh
name=${PACKAGE_NAME}
here=$(cd "$(dirname "$0")" && pwd)
newest=$(cat "$here/newest")
version=\${2#*@}
if [ "$version" = latest ] || [ "$version" = "$name" ]; then version=$newest; fi
case "$1 $2" in
  "view $name"*)
    [ -f "$here/$name-$version.tgz" ] || { echo "npm error code E404" >&2; exit 1; }
    echo "\\"$version\\""
    exit ;;
  "pack $name"*)
    cp "$here/$name-$version.tgz" . && echo "$name-$version.tgz"
    exit ;;
  "outdated --json")
    current=$(sed -n 's/^ *"version": "\\(.*\\)",*$/\\1/p' "node_modules/$name/package.json")
    if [ "$current" = "$newest" ]; then echo "{}"; exit; fi
    echo "{\\"$name\\":{\\"current\\":\\"$current\\",\\"wanted\\":\\"$newest\\",\\"latest\\":\\"$newest\\"}}"
    exit 1 ;;
esac
PATH=\${PATH#*:}
exec npm "$@"
`;

/**
 * Stands in for the npm registry, for this package only: n8n installs it with the `npm` that it
 * finds first in its PATH.
 */
export class NpmWithLocalPackage {
  private constructor(private readonly folder: string) {}

  /**
   * @param folder an empty one, for the script and the tarballs
   * @param tarball this package as `npm pack` made it
   * @returns one that offers the tarball's version as the newest
   */
  static async create(folder: string, tarball: string): Promise<NpmWithLocalPackage> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'npm'), SCRIPT, { mode: 0o755 });
    const npm = new NpmWithLocalPackage(folder);
    await npm.offer(await npm.version(tarball), tarball);
    return npm;
  }

  /** The PATH for n8n. */
  get path(): string {
    return [this.folder, process.env.PATH].join(delimiter);
  }

  /**
   * Releases the same code under another version number.
   *
   * @param tarball this package as `npm pack` made it
   * @param version of the release
   */
  async release(tarball: string, version: string): Promise<void> {
    const draft = join(this.folder, 'draft');
    await mkdir(draft, { recursive: true });
    await run('tar', ['-xzf', tarball, '-C', draft]);
    const manifest = join(draft, 'package', 'package.json');
    const content = { ...JSON.parse(await readFile(manifest, 'utf8')), version };
    await writeFile(manifest, JSON.stringify(content, null, 2));
    const packed = join(this.folder, 'draft.tgz');
    await run('tar', ['-czf', packed, '-C', draft, 'package']);
    await rm(draft, { recursive: true });
    await this.offer(version, packed);
  }

  /** The version number in a tarball. */
  async version(tarball: string): Promise<string> {
    const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
    return String(JSON.parse(stdout).version);
  }

  private async offer(version: string, tarball: string): Promise<void> {
    await copyFile(tarball, join(this.folder, `${PACKAGE_NAME}-${version}.tgz`));
    await writeFile(join(this.folder, 'newest'), version);
  }
}
