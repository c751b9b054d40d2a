// Gives Node before 22 the WebSocket that browsers and later versions have.

import { WebSocket } from 'ws';

globalThis.WebSocket ??= WebSocket;
