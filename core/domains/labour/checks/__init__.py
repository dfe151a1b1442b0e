"""What the law says of a shift, a contract and a payslip: flags that warn, and what must be refused."""
