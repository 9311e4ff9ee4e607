import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// No inline script and no inline style may come out of here: the node serves these files under a policy that forbids both.
export default defineConfig({
  plugins: [react()],
  base: './',
  build: { outDir: '../../artifacts/dashboard', emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
