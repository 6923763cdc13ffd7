/** The package has no types for its dictionaries: loading one adds it to what is loaded. */
declare module "cronstrue/locales/zh_CN";
