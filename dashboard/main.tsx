import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { client } from './queries.ts';
import { router } from './routes.tsx';
import './style/dashboard.css';

// A page open since before a deployment asks for files that are gone; loading it anew brings the new ones, but only once.
addEventListener('vite:preloadError', (event) => {
  if (performance.now() < 10_000) return;
  event.preventDefault();
  location.reload();
});

const place = document.getElementById('root');
if (!place) throw new Error('index.html lacks #root');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
