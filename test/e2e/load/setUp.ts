import buildPackage from '../../stage/buildPackage';
import { setUpPackage } from '../setUp';

/** Some of these tests run on the engine in process, each of the others on an n8n of its own. */
export default async function setUpBoth(): Promise<void> {
  await buildPackage();
  await setUpPackage();
}
