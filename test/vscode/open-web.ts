/** Opens the packaged extension in VS Code for the Web: a page that needs no server but this one, which hands out files. */
import { join } from 'node:path';
import { openAddress } from './support/open-address';
import { repository } from './support/paths';
import { Serverless } from './support/serverless';

const site = await Serverless.start({ vsix: join(repository, 'mnist-lab.vsix'), isolated: true });
console.log(`\nVS Code with MNIST Lab is at ${site.address}\nCtrl-C ends it.`);
openAddress(site.address);
process.once('SIGINT', () => {
  void site.stop().then(() => process.exit(0));
});
