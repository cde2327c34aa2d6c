/** What esbuild makes in `dist/`: each has a map beside it. */
export const bundles = [
  'extension',
  'cli',
  'worker',
  'inspection-worker',
  'export-worker',
  'thread',
  'picture-worker',
  'web/extension',
  'web/worker',
  'web/inspection-worker',
  'web/export-worker',
  'web/thread',
  'web/picture-worker',
  'webview/panel',
] as const;
