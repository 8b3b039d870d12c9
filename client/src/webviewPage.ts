import * as vscode from 'vscode';

/**
 * Sets the page of a webview: `dist/<name>.js` with `dist/<name>.css`. The page loads nothing else, and its text comes
 * from messages, which its script inserts as text.
 */
export function createWebviewPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: string,
  title: string,
): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const addressOf = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const { cspSource } = webview;
  webview.html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${cspSource}; style-src ${cspSource}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${addressOf(`${name}.css`)}">
</head>
<body><main></main><script src="${addressOf(`${name}.js`)}"></script></body>
</html>`;
}
