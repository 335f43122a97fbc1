import buildPackage from '../../stage/buildPackage';
import setUp from '../setUp';

/** Some of these tests run on the engine in process, the others on a real n8n. */
export default async function setUpBoth(): Promise<void> {
  await buildPackage();
  await setUp();
}
