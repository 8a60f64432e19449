// Pieces of a configuration: roles, channels, and one group that has them.

/** What members usually may do in a channel. */
export const OPEN = { readMessages: 1, sendMessages: 1, viewChannelHistory: 1, viewChannel: 1 };

/** A text channel, and what it says to which role. */
export const channel = (id, permissions, name = `c${id}`) => ({ id, name, type: "text", description: "", sortId: 0, permissions, msgCount: 0 });

/** One group that everybody sees, with one category of these channels. */
export const groupOf = (...channels) => ({
  0: {
    info: { id: "0", name: "Home", icon: "", banner: "", isDeletable: 1, sortId: 2 },
    channels: { categories: { 0: { info: { id: "0", name: "General", sortId: 2 }, channel: Object.fromEntries(channels.map((one) => [one.id, one])) } } },
    permissions: { 0: { viewGroup: 1 } },
  },
});

export const role = (id, sortId, permissions, { name = `R${id}`, members = [], token = [] } = {}) => ({
  info: { id, name, icon: null, color: "#123456", deletable: 1, sortId, displaySeperate: 0 },
  permissions,
  members,
  token,
});

/** The roles that every server has, with these rights of all members. */
export const basicRoles = (permissions) => ({
  0: role("0", 1, permissions, { name: "Member" }),
  1: role("1", 0, {}, { name: "Offline" }),
  1111: role("1111", 9, { administrator: 1 }, { name: "Administrator" }),
});
