// Lets Redoc draw the document that is in the page. A page that was opened from disk could not fetch it.
'use strict';

const fonts = 'system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif';
const monospace = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "D2Coding", "Noto Sans Mono CJK KR", monospace';

Redoc.init(
  JSON.parse(document.getElementById('document').textContent),
  {
    // The document itself is linked in the bar.
    hideDownloadButtons: true,
    scrollYOffset: '.bar',
    nativeScrollbars: true,
    // Those that a reader takes in at a glance.
    showExtensions: [
      'x-ncloud-sites',
      'x-ncloud-retry',
      'x-ncloud-account',
      'x-ncloud-permissions',
      'x-ncloud-confidence',
      'x-ncloud-format',
    ],
    theme: {
      typography: {
        fontFamily: fonts,
        headings: { fontFamily: fonts },
        code: { fontFamily: monospace, wrap: true },
      },
    },
  },
  document.getElementById('redoc'),
);
