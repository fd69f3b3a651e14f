"""Who answers: visits counted beside answers, weights from them, and what stays unknown."""
