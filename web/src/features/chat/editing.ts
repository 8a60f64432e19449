// The field in which a message is edited: fetched when the chat is quiet, or when somebody begins to edit.
export const loadEditField = () => import("./EditField").then(({ EditField }) => EditField);
