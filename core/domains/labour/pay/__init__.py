"""The pay engine: pure functions over exact fractions; amounts are whole won and every line says why."""
