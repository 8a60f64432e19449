// How DCTS's chat page draws one message: it waits for what it must know about each link and each name.

const LINK = /https?:\/\/[^\s<>"']+/g;
const VIDEO_SITE = /^https?:\/\/(www\.)?(youtube\.com\/watch|youtu\.be\/)/;
const BUILT_IN = /^[0-9a-f]{1,8}(-[0-9a-f]{1,8})*$/;

export class Message {
  constructor(page, message) {
    this.page = page;
    this.message = message;
  }

  async draw() {
    const { messageId, message, author, timestamp, lastEdited, sig, isSystemMsg } = this.message;
    const links = [];
    for (const url of new Set(message.match(LINK) ?? [])) links.push(await this.link(url));
    const mentions = [];
    for (const [, sign, id] of message.matchAll(/&lt;(!@|#@|@)(\d+)&gt;/g)) mentions.push(await this.mention(sign, id));
    return {
      id: messageId,
      text: message,
      author: isSystemMsg ? null : author.name.trim(),
      time: timestamp.toFixed(),
      edited: lastEdited ? new Date(lastEdited).toISOString() : null,
      reply: this.reply(),
      reactions: this.reactions(),
      isSigned: sig?.length > 10,
      isBanned: Boolean(author.isBanned),
      links,
      mentions: mentions.filter(Boolean),
    };
  }

  /** What is answered, or the place for it when its text may not be seen. */
  reply() {
    const { reply } = this.message;
    if (!reply?.messageId) return null;
    // Without a name it would be put in the place of the author of this message.
    return { id: reply.messageId, author: reply.author.name.trim(), text: reply.message ?? null };
  }

  /** Emojis that are neither built in nor known to this server are left out. */
  reactions() {
    const known = (hash) => BUILT_IN.test(hash) || this.page.screen.emojis?.some((emoji) => emoji.hash === hash);
    return Object.fromEntries(Object.entries(this.message.reactions ?? {}).filter(([hash]) => known(hash)));
  }

  async link(url) {
    if (VIDEO_SITE.test(url)) return { url, kind: "player" };
    const kind = await this.kind(url);
    if (kind === "image") return { url, kind, source: `/proxy?url=${encodeURIComponent(url)}` };
    if (["audio", "video", "404", "error"].includes(kind)) return { url, kind };
    const response = await this.get(`/meta/${encodeURIComponent(url)}`);
    const { error, meta } = await response.json();
    if (error || !meta) return { url, kind: "link" };
    return { url, kind: "card", title: meta.title?.slice(0, 75), description: meta.description?.slice(0, 300) };
  }

  /** What a link leads to; a browser asks once. */
  async kind(url) {
    const { media } = this.page.browser;
    if (media.has(url)) return media.get(url);
    const { isCached, mediaType } = await this.page.ask("checkMediaUrlCache", { ...this.page.auth, url });
    if (isCached && mediaType !== "unknown") {
      media.set(url, mediaType);
      return mediaType;
    }
    const response = await this.get(`/proxy?url=${encodeURIComponent(url)}`, "HEAD");
    const type = response.ok ? (response.headers.get("content-type") ?? "unknown").split("/")[0] : response.status === 404 ? "404" : "unknown";
    media.set(url, type);
    return type;
  }

  get(path, method = "GET") {
    return fetch(new URL(path, this.page.address), { method });
  }

  async mention(sign, id) {
    const { page } = this;
    if (sign === "@") {
      const { data } = await page.ask("resolveMember", { ...page.auth, target: id });
      return data && { kind: "member", id, name: data.name.trim() };
    }
    if (sign === "#@") {
      const { error, channel, groupId, categoryId } = await page.ask("resolveChannel", { ...page.auth, channelId: id });
      return error ? null : { kind: "channel", id, name: channel.name.trim(), target: `?group=${groupId}&category=${categoryId}&channel=${id}` };
    }
    const { data } = await page.ask("resolveRole", { ...page.auth, target: id });
    const own = await page.ask("resolveMemberRoles", { ...page.auth, target: page.auth.id });
    return data && { kind: "role", id, name: data.info.name.trim(), color: data.info.color, isMine: own.includes(id) };
  }
}
