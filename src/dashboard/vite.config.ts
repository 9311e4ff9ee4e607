import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Written for React, shipped with Preact, which does the same in 50 KB less; decision 0048 says why. `--mode react` ships
// React itself, to tell a fault of these pages from one of the other library.
const lighter = {
  'react-dom/client': 'preact/compat/client',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': 'preact/jsx-runtime',
  react: 'preact/compat',
};

// No inline script and no inline style may come out of here: the node serves these files under a policy that forbids both.
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  resolve: { alias: mode === 'react' ? {} : lighter },
  base: './',
  build: { outDir: '../../artifacts/dashboard', emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
}));
