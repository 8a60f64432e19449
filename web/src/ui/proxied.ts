// Pictures of other sites come through the server: they see its address, not that of who looks.
export const proxied = (url: string) => `proxy?url=${encodeURIComponent(url)}`;
