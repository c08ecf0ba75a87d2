import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import '../../style/public-board.css';

const place = document.getElementById('root');
if (!place) throw new Error('the page lacks #root');
const [, where = '', slug = ''] = location.pathname.split('/');
// A page that embeds the board may choose its theme: the frame cannot know the page around it.
const { theme } = Object.fromEntries(new URLSearchParams(location.search));
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
createRoot(place).render(<App slug={decodeURIComponent(slug)} embedded={where === 'embed'} />);
