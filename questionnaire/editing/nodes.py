"""PyYAML nodes, with the keys that the reader of criteria (criteria/yaml_source.py) gives them."""

from __future__ import annotations

import yaml

from questionnaire.criteria.yaml_errors import UNICODE_SPACES


def is_flow(node: yaml.Node) -> bool:
    """Tell whether a node is a flow collection: between brackets or braces."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def names_of(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the (key, value) nodes of a mapping; of a repeated key, only the first, as the reader does."""
    pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            pairs.setdefault(name_of(key), (key, value))
    return list(pairs.values())


def name_of(key: yaml.Node) -> str:
    """Return the key as the reader gives it: without odd spaces."""
    return str(key.value).strip(UNICODE_SPACES)
