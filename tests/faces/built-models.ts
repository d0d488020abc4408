/** The weights of the face finder, which its page is served from. */
export { buildModels as default } from "../../scripts/prepare.mjs";
