/** Networks as settings: added, wrong, at several levels, changed while training. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, stop, train, until } from './steps';

const { Global, Workspace } = vscode.ConfigurationTarget;
const adam = { type: 'adam', lr: 0.001 };
const output = { type: 'linear', out_features: 'classes' };
const small = {
  layers: [{ type: 'linear', out_features: 12 }, { type: 'relu' }, output],
  optimizer: adam,
};
/** The first layer leaves 4×4 pixels, the second wants 5×5. */
const impossible = {
  layers: [
    { type: 'conv2d', out_channels: 2, kernel_size: 25 },
    { type: 'conv2d', out_channels: 2, kernel_size: 5 },
    output,
  ],
  optimizer: adam,
};

const PATIENCE = 20_000;

async function poll<T>(what: string, look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A browser's editor would save what a test has typed, and is about to take back, after a second. */
async function saveNothingAlone(): Promise<void> {
  const files = vscode.workspace.getConfiguration('files');
  await files.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
}

async function openUserSettings(): Promise<vscode.TextEditor> {
  await saveNothingAlone();
  await vscode.commands.executeCommand('workbench.action.openSettingsJson');
  return poll('settings.json is open', () => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.path.endsWith('/settings.json') === true ? editor : undefined;
  });
}

/** What is wrong: that a network is trained by no run is for information only. */
function diagnosticsOf({ uri }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(
      ({ source, severity }) =>
        source === 'MNIST Lab' && severity !== vscode.DiagnosticSeverity.Information,
    );
}

async function openWorkspaceSettings(): Promise<vscode.TextEditor> {
  await saveNothingAlone();
  await vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
  return poll('the file is open', () => {
    const editor = vscode.window.activeTextEditor;
    const found = editor?.document.uri.path.endsWith('/.vscode/settings.json');
    return found === true ? editor : undefined;
  });
}

/** What completion offers at the bar in a text, which is typed into the workspace's settings. */
async function offered(editor: vscode.TextEditor, text: string): Promise<string[]> {
  const { document } = editor;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  await editor.edit((edit) => {
    edit.replace(all, text.replace('|', ''));
  });
  const at = document.positionAt(text.indexOf('|'));
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    at,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

const closeEditors = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');

export const networks: Readonly<Record<string, () => Promise<void>>> = {
  'a network that is added is in the user’s settings, opened there, and can be chosen':
    async () => {
      await configure({ models: { small } });
      await vscode.commands.executeCommand('mnistLab.addModel', {
        name: 'mine',
        template: 'lenet',
      });

      const { globalValue } = vscode.workspace.getConfiguration('mnistLab').inspect('models')!;
      assert.deepEqual(Object.keys(globalValue as object), ['small', 'mine']);
      const editor = vscode.window.activeTextEditor!;
      const { document, selection } = editor;
      assert.match(document.lineAt(selection.active).text, /"mine": \{/);
      // Whoever types at once must not overwrite it.
      assert.equal(selection.isEmpty, true);

      await configure({ networks: ['mine'] });
      const { models } = await until('it is chosen', (state) => state.models[0]?.id === 'mine');
      assert.equal(models[0]?.total, 61_706);
      await configure({ networks: undefined, models: undefined });
      await closeEditors();
    },

  'an MLP is added with as many parameters as the network that it names': async () => {
    const answers = { name: 'even', template: 'matched-mlp', match: 'cnn' };
    await vscode.commands.executeCommand('mnistLab.addModel', answers);
    await configure({ networks: ['even'] });
    const { models } = await until('it is chosen', (state) => state.models[0]?.id === 'even');
    assert.deepEqual(models[0]?.match?.totals, [135_160, 135_410]);
    assert.equal(models[0].match.width, 170);
    await configure({ networks: undefined, models: undefined });
    await closeEditors();
  },

  'a network that cannot work is underlined at its layer, until it is right': async () => {
    await configure({ models: { small, impossible } });
    const editor = await openUserSettings();
    const { document } = editor;
    const [diagnostic] = await poll('it is underlined', () => {
      const found = diagnosticsOf(document);
      return found.length > 0 ? found : undefined;
    });
    assert.ok(diagnostic);
    assert.deepEqual(JSON.parse(document.getText(diagnostic.range)), impossible.layers[1]);
    assert.match(diagnostic.message, /impossible\.layers\[1\] conv2d: kernel 5×5 does not fit 4×4/);
    assert.equal(diagnosticsOf(document).length, 1);

    // While it is typed, not only when it is saved.
    const text = document.getText(diagnostic.range);
    await editor.edit((edit) => {
      edit.replace(diagnostic.range, text.replace('5', '3'));
    });
    await poll('it is right', () => (diagnosticsOf(document).length === 0 ? true : undefined));
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await poll('it is wrong again', () => diagnosticsOf(document).length === 1 || undefined);

    await configure({ models: undefined });
    await poll('it is gone', () => (diagnosticsOf(document).length === 0 ? true : undefined));
    await closeEditors();
  },

  'a network that is to be trained and that nobody has is underlined by its name': async () => {
    await configure({ networks: ['mlp', 'cnm'] });
    const { document } = await openUserSettings();
    const [diagnostic] = await poll('it is underlined', () => {
      const found = diagnosticsOf(document);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(document.getText(diagnostic!.range), '"cnm"');
    await configure({ networks: undefined });
    await closeEditors();
  },

  'who types a network is offered layers and their arguments, and told what they mean':
    async () => {
      await configure({ epochs: 1 }, Workspace);
      const editor = await openWorkspaceSettings();
      const around = (spec: string): string => `{ "mnistLab.models": { "tiny": { ${spec} } } }`;

      const layers = await offered(editor, around('"layers": [ | ]'));
      for (const layer of ['linear', 'conv2d', 'max_pool2d', 'batch_norm2d', 'dropout']) {
        assert.ok(layers.includes(layer), `${layer} among ${layers.join(', ')}`);
      }
      const conv = '"layers": [ { "type": "conv2d", "out_channels": 3, | } ]';
      const missing = ['bias', 'kernel_size', 'name', 'padding', 'stride'];
      assert.deepEqual((await offered(editor, around(conv))).sort(), missing);
      const optimizer = '"optimizer": { "type": "adamw", | }';
      const adamw = ['betas', 'eps', 'lr', 'weight_decay'];
      assert.deepEqual((await offered(editor, around(optimizer))).sort(), adamw);

      const values: readonly [string, readonly string[]][] = [
        ['"layers": [ { "type": | } ]', ['conv2d', 'avg_pool2d', 'batch_norm1d', 'gelu']],
        ['"optimizer": { "type": | }', ['sgd', 'adam', 'adamw', 'rmsprop']],
        ['"schedule": { "type": | }', ['constant', 'step', 'cosine', 'one_cycle', 'warmup']],
        ['"initialization": |', ['default', 'xavier_uniform', 'kaiming_normal']],
      ];
      for (const [spec, wanted] of values) {
        const found = await offered(editor, around(spec));
        for (const value of wanted) {
          assert.ok(found.includes(`"${value}"`), `${value} among ${found.join(', ')}`);
        }
      }

      const spec = '"layers": [ { "type": "conv2d", "kernel_size": 3 } ], "optimizer": {}';
      await offered(editor, `${around(spec)}|`);
      const told = async (word: string): Promise<string> => {
        const at = editor.document.getText().indexOf(`"${word}"`) + 2;
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          editor.document.uri,
          editor.document.positionAt(at),
        );
        const parts = hovers.flatMap(({ contents }) => contents);
        return parts.map((part) => (part as vscode.MarkdownString).value).join();
      };
      assert.match(await told('optimizer'), /How the weights are updated from the gradients/);
      assert.match(await told('kernel_size'), /Height and width of a filter/);

      await vscode.commands.executeCommand('workbench.action.files.revert');
      await closeEditors();
      await configure({ epochs: undefined }, Workspace);
    },

  'who chooses networks is offered those that there are, one’s own among them': async () => {
    // Not in the file that is typed in.
    await configure({ models: { mine: small } });
    const editor = await openWorkspaceSettings();
    const ids = ['"mlp"', '"cnn"', '"cnn-big"', '"mine"'];
    for (const list of ['[ | ]', '[ "cn|" ]', '[ "mlp", "|" ]']) {
      const found = await offered(editor, `{ "mnistLab.networks": ${list} }`);
      for (const id of ids) assert.ok(found.includes(id), `${id} among ${found.join(', ')}`);
    }
    const nested = await offered(editor, '{ "mnistLab": { "networks": [ | ] } }');
    assert.ok(nested.includes('"mine"'), nested.join(', '));
    const elsewhere = await offered(editor, '{ "mnistLab.classNames": [ | ] }');
    assert.ok(!elsewhere.includes('"mine"'), elsewhere.join(', '));
    // The editor may have saved by itself what was typed: what it leaves chooses nothing.
    await offered(editor, '{}|');
    await editor.document.save();
    await closeEditors();
    await configure({ models: undefined });
  },

  'training a network that cannot work ends in its layer and the setting': async () => {
    await configure({ models: { impossible }, networks: ['impossible'] });
    await train();
    const { error } = await until('it fails', (state) => state.error !== null && !state.training);
    assert.equal(error?.setting, 'mnistLab.models');
    assert.deepEqual(error.path, ['impossible', 'layers', 1]);
    assert.match(error.message, /impossible\.layers\[1\] conv2d/);
    await configure({ models: undefined, networks: undefined });
  },

  'a workspace adds its networks to the user’s, and its mistakes are underlined in its own file':
    async () => {
      const label = 'the workspace’s';
      await configure({ models: { small, impossible: { ...impossible, layers: [output] } } });
      await configure(
        { models: { other: small, small: { label } }, networks: ['small', 'other'] },
        Workspace,
      );
      const { models } = await until('both are chosen', (state) => state.models.length === 2);
      assert.deepEqual(
        models.map(({ id, label }) => [id, label]),
        [
          ['small', label],
          ['other', 'other'],
        ],
      );

      await configure({ models: { impossible } }, Workspace);
      const { document } = await openWorkspaceSettings();
      const [diagnostic] = await poll('it is underlined', () => {
        const found = diagnosticsOf(document);
        return found.length > 0 ? found : undefined;
      });
      assert.deepEqual(JSON.parse(document.getText(diagnostic!.range)), impossible.layers[1]);
      await configure({ models: undefined, networks: undefined }, Workspace);
      await configure({ models: undefined }, Global);
      await closeEditors();
    },

  'settings that change while a network trains count from the next run on, and it says so':
    async () => {
      await configure({ networks: ['mlp'], epochs: 100 });
      await train();
      const before = await until(
        'it runs',
        ({ training, run }) => training && run?.status === 'running',
      );
      assert.equal(before.changed, false);
      await configure({ epochs: 1 });
      const now = await until('it says so', ({ changed }) => changed);
      assert.equal(now.training, true);
      assert.equal(now.run?.run.config.epochs, 100);
      // Whoever changes their mind has changed nothing.
      await configure({ epochs: 100 });
      await until('it takes that back', ({ changed }) => !changed);
      await configure({ epochs: 1 });
      await stop();
      await until('it has stopped', ({ training }) => !training);
      await train();
      const { run, changed } = await until(
        'the next run is done',
        (state) => !state.training && state.run?.status === 'done',
      );
      assert.equal(run?.run.config.epochs, 1);
      assert.equal(changed, false);
      await configure({ networks: undefined, epochs: undefined });
    },
};
