export default {
  extends: "stylelint-config-recommended",
  rules: {
    // A component stands together, its states with it: a plain neighbour may come after them.
    "no-descending-specificity": null,
    // Colours are those of tokens.css, which has each for light and for dark; paper is always light.
    "color-no-hex": true,
    "color-named": "never",
  },
  overrides: [
    { files: ["static/css/tokens.css", "static/css/print.css"], rules: { "color-no-hex": null } },
  ],
};
